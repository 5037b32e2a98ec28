import { Body, Controller, Post } from '@nestjs/common';
import { MailService, type Receipt } from 'nestjs-spring-mail';
import { z } from 'zod';

// Whether an address is one is for the mail package to say: it refuses what no mail server should see.
const mailSchema = z.strictObject({
  to: z.union([z.string(), z.array(z.string())], 'expected an address or a list of addresses'),
  subject: z.string(),
  text: z.string(),
  html: z.string().exactOptional(),
});

@Controller('mails')
export class MailsController {
  constructor(private readonly mailService: MailService) {}

  @Post()
  send(@Body({ schema: mailSchema }) mail: z.infer<typeof mailSchema>): Promise<Receipt> {
    return this.mailService.send(mail);
  }
}
