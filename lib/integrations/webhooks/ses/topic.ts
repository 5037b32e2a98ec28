/** An SNS topic that SES publishes to. */
export interface Topic {
  readonly arn: string;
  /** Where SNS answers in the region of the topic, without a slash at the end. */
  readonly origin: string;
}

/** Topics with the suffix `.fifo` send nothing to HTTP endpoints. */
const ARN =
  /^arn:(?<partition>aws|aws-cn|aws-us-gov):sns:(?<region>[a-z]{2}(?:-[a-z]+)+-\d+):\d{12}:[\w-]{1,256}$/u;

/** @returns `undefined` for what is not the ARN of a topic */
export function topicOf(arn: string): Topic | undefined {
  const { partition, region } = ARN.exec(arn)?.groups ?? {};
  if (region === undefined) return undefined;
  return { arn, origin: `https://sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` };
}
