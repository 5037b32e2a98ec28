import { Body, Controller, Get, GoneException, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Account } from '../accounts/accounts.js';
import { SignUpService } from './sign-up.service.js';

const signUpSchema = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(100),
});

@Controller('sign-up')
export class SignUpController {
  constructor(private readonly signUpService: SignUpService) {}

  /** Answers the same whether the address has an account or not: only its owner learns that, by mail. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  async signUp(
    @Body({ schema: signUpSchema }) { email, name }: z.infer<typeof signUpSchema>,
  ): Promise<{ message: string }> {
    await this.signUpService.signUp({ email, name });
    return { message: 'Look into your inbox: a mail with the next step is on its way.' };
  }

  @Get('confirm')
  confirm(@Query('token', { schema: z.string() }) token: string): { message: string; account: Account } {
    const account = this.signUpService.confirm(token);
    if (account === undefined) {
      throw new GoneException('This link is not valid or has expired. Sign up again to get a new one.');
    }
    return { message: 'Your address is confirmed.', account };
  }
}
