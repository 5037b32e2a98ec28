/** What was bought, priced in cents. */
export interface Order {
  readonly number: string;
  readonly email: string;
  readonly name: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number; readonly cents: number }[];
}

export function totalOf({ lines }: Order): number {
  return lines.reduce((sum, { cents }) => sum + cents, 0);
}

const euros = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });

export function price(cents: number): string {
  return `${euros.format(cents / 100)} €`;
}
