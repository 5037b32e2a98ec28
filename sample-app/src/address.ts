/** Where the page is served: the environment variable `PORT`; 3000 without it. */
export const httpPort = Number(process.env.PORT ?? 3000);

/**
 * How the links in mails begin: the environment variable `PUBLIC_URL`.
 * Never taken from a request, whose Host header is whatever the sender wrote.
 */
export const publicUrl = process.env.PUBLIC_URL ?? `http://localhost:${httpPort}`;
