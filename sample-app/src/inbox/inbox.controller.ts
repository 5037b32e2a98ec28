import {
  Controller,
  Get,
  Header,
  type MessageEvent,
  NotFoundException,
  Param,
  ParseIntPipe,
  Res,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { InboxService, type ReceivedMail } from './inbox.service.js';
import { MailServer } from './mail-server.js';
import { htmlOf, htmlPolicy } from './mail-html.js';
import { type MailDetails, type MailSummary, contentOf, details, summary } from './mail-view.js';

/** What Express offers to name a download. */
interface DownloadResponse {
  attachment(filename: string): this;
  type(type: string): this;
}

@Controller('mails')
export class InboxController {
  constructor(
    private readonly inbox: InboxService,
    private readonly mailServer: MailServer,
  ) {}

  @Get()
  list(): MailSummary[] {
    return this.inbox.mails.map(summary);
  }

  @Sse('events')
  events(): Observable<MessageEvent> {
    return this.inbox.arrivals.pipe(map((mail) => ({ data: summary(mail) })));
  }

  @Get('server')
  server(): { host: string; port: number; isEmbedded: boolean } {
    const { host, port, isEmbedded } = this.mailServer;
    return { host, port, isEmbedded };
  }

  @Get(':id')
  read(@Param('id') id: string): MailDetails {
    return details(this.#find(id));
  }

  @Get(':id/html')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', htmlPolicy)
  html(@Param('id') id: string): string {
    return htmlOf(this.#find(id).email);
  }

  @Get(':id/attachments/:index')
  download(
    @Param('id') id: string,
    @Param('index', ParseIntPipe) index: number,
    @Res({ passthrough: true }) response: DownloadResponse,
  ): StreamableFile {
    const attachment = this.#find(id).email.attachments[index];
    if (attachment === undefined) throw new NotFoundException('This mail has no such attachment.');
    // Always saved and never shown: an HTML file would run with the rights of this page.
    response.attachment(attachment.filename ?? 'attachment').type('application/octet-stream');
    return new StreamableFile(contentOf(attachment));
  }

  #find(id: string): ReceivedMail {
    const mail = this.inbox.find(id);
    if (mail === undefined) throw new NotFoundException('This mail is not in the inbox any more.');
    return mail;
  }
}
