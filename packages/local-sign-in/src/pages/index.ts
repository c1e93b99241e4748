export { accountPage } from './account.ts';
export { mfaPage, newPasswordPage } from './challenge.ts';
export { errorPage } from './error.ts';
export { forgotPasswordPage, resetPasswordPage } from './forgot-password.ts';
export type { Form } from './page.ts';
export { providerPage } from './provider.ts';
export { signInPage } from './sign-in.ts';
export { confirmPage, signUpPage } from './sign-up.ts';
export { styles } from './styles.ts';
