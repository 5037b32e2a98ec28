/** Sends any number of messages as nodemailer's users do: it takes them all and keeps those that have to wait. */
export const sendAtOnce = (send) => async (messages, delivered) => {
  const sent = [];
  for await (const message of messages) sent.push(send(message).then(delivered));
  await Promise.all(sent);
};
