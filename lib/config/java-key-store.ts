import type { SpringEnvironment } from './spring/spring-environment.js';

/** What to take out of each store. */
const PARTS = {
  truststore: [{ key: 'certificate', file: 'ca.pem', options: '-nokeys' }],
  keystore: [
    { key: 'certificate', file: 'cert.pem', options: '-nokeys' },
    { key: 'private-key', file: 'key.pem', options: '-nocerts -nodes' },
  ],
} as const;
const STORES = ['truststore', 'keystore'] as const;

/**
 * How to make PEM files of `spring.ssl.bundle.jks.<name>`, as advice with the commands; `undefined` when there is no such
 * bundle.
 */
export function convertJavaKeyStore(name: string, environment: SpringEnvironment): string | undefined {
  const bundle = `spring.ssl.bundle.jks.${name}`;
  const stores = STORES.filter((store) => environment.names(`${bundle}.${store}`).length > 0);
  if (stores.length === 0) return undefined;
  const commands = stores.flatMap((store) => {
    const read = (key: string) => environment.property(`${bundle}.${store}.${key}`)?.value;
    return commandsOf(store, read('location') ?? `${store}.jks`, read('type') ?? 'JKS');
  });
  const keys = stores.flatMap((store) => PARTS[store].map(({ key, file }) => `${store}.${key}: ${file}`));
  return `Convert it (${commands.join(' && ')}) and configure spring.ssl.bundle.pem.${name} with ${keys.join(', ')}.`;
}

function commandsOf(store: keyof typeof PARTS, location: string, type: string): readonly string[] {
  const path = location.replace(/^(?:file|classpath):/u, '');
  const isPkcs12 = type.toUpperCase() === 'PKCS12';
  const p12 = isPkcs12 ? path : `${store}.p12`;
  return [
    ...(isPkcs12
      ? []
      : [`keytool -importkeystore -srckeystore ${path} -destkeystore ${p12} -deststoretype PKCS12`]),
    ...PARTS[store].map(({ file, options }) => `openssl pkcs12 -in ${p12} ${options} -out ${file}`),
  ];
}
