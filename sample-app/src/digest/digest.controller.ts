import { Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { type DigestReport, DigestService } from './digest.service.js';

@Controller('digest')
export class DigestController {
  constructor(private readonly digest: DigestService) {}

  /** In your application a timer does this. */
  @Post()
  @HttpCode(HttpStatus.OK)
  send(): Promise<DigestReport> {
    return this.digest.send();
  }
}
