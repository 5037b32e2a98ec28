import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DigestController } from './digest.controller.js';
import { DigestService } from './digest.service.js';

@Module({ imports: [AccountsModule], controllers: [DigestController], providers: [DigestService] })
export class DigestModule {}
