/**
 * How the line is protected.
 * `implicit-tls`: TLS from the first byte (465). `starttls`: upgraded, or no mail goes out (587).
 * `starttls-if-offered`: upgraded when the server offers it. `none`: in clear.
 */
export type Security = 'implicit-tls' | 'starttls' | 'starttls-if-offered' | 'none';
