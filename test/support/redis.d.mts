/** A Redis of one's own on the loopback address. */
export interface Redis {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again with the same data. */
  restart(): Promise<void>;
  /** Stops its clock, so that it accepts and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}
/** @param settings directives of redis.conf, over `appendonly yes` and `appendfsync always` */
export function startRedis(settings?: Readonly<Record<string, string>>, port?: number): Promise<Redis>;
