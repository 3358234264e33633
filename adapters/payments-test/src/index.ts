export { testPayments } from './test-payments.ts';
export type { TestPaymentsDeps } from './test-payments.ts';
