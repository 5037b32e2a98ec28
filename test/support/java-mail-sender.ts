import { JavaMailSenderImpl } from 'nestjs-spring-mail/spring';
import { type ScriptedServer, scriptedServer, type ScriptedServerOptions } from './scripted-server.js';

/** Runs a test with a scripted server and a sender for it, and closes both however it ends. */
export async function withSender(
  script: ScriptedServerOptions,
  test: (sender: JavaMailSenderImpl, server: ScriptedServer) => Promise<void>,
): Promise<void> {
  const server = await scriptedServer(script);
  const sender = new JavaMailSenderImpl();
  sender.setHost('127.0.0.1');
  sender.setPort(server.port);
  try {
    await test(sender, server);
  } finally {
    await sender.close();
    await server.close();
  }
}
