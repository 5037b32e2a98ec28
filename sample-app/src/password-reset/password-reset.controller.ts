import { Body, Controller, GoneException, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { z } from 'zod';
import { PasswordResetService } from './password-reset.service.js';

const requestSchema = z.strictObject({ email: z.email().max(254) });
const confirmSchema = z.strictObject({
  email: z.email().max(254),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'expected six digits'),
  password: z.string().min(12).max(200),
});

@Controller('password-reset')
export class PasswordResetController {
  constructor(private readonly passwordReset: PasswordResetService) {}

  /** Answers the same whether the address has an account or not. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  async request(
    @Body({ schema: requestSchema }) { email }: z.infer<typeof requestSchema>,
  ): Promise<{ message: string }> {
    await this.passwordReset.request(email);
    return { message: 'If the address has an account, a code is on its way.' };
  }

  @Post('confirm')
  @HttpCode(HttpStatus.OK)
  async confirm(
    @Body({ schema: confirmSchema }) { email, code, password }: z.infer<typeof confirmSchema>,
  ): Promise<{ message: string }> {
    if (!(await this.passwordReset.confirm(email, code, password))) {
      throw new GoneException('This code is not valid, or not any more. Ask for a new one.');
    }
    return { message: 'Your password is the new one.' };
  }
}
