/** Every page in every state that looks different, by name. */
import * as pages from '../../../src/pages/index.ts';
import type { Html } from '../../../src/pages/layout.tsx';

const form: pages.Form = { action: '/', csrf: 'token' };
const refusedWith = (error: string): pages.Form => ({ ...form, error });
const username = 'ada';
const session = 'session';
const signInHref = '/login';

const signIn: Parameters<typeof pages.signInPage>[0] = {
  form,
  clientName: 'web',
  loginHint: undefined,
  hasPassword: true,
  byEmail: false,
  users: [
    { username: 'ada', email: 'ada@example.com', groups: ['admins', 'ops'] },
    { username: 'grace', email: 'grace@example.com', groups: [] },
    { username: 'linus', email: undefined, groups: [] },
  ],
  providers: [
    { name: 'Google', href: '/google' },
    { name: 'AcmeSAML', href: '/saml' },
  ],
  signUpHref: '/signup',
  forgotPasswordHref: '/forgotPassword',
};
const google: Parameters<typeof pages.providerPage>[0] = {
  form,
  name: 'Google',
  users: [{ userId: '104629577483928475629', name: 'Ada Lovelace', email: 'ada@example.com' }, { userId: '117' }],
  loginHint: undefined,
};

export const examples: Readonly<Record<string, () => Html>> = {
  'sign-in': () => pages.signInPage(signIn),
  'sign-in, refused': () =>
    pages.signInPage({ ...signIn, form: refusedWith('Incorrect username or password.'), loginHint: username }),
  'sign-in by password alone': () => pages.signInPage({ ...signIn, users: [], providers: [], signUpHref: undefined }),
  'sign-in by providers alone': () =>
    pages.signInPage({ ...signIn, hasPassword: false, users: [], signUpHref: undefined }),
  'sign-in by email': () => pages.signInPage({ ...signIn, byEmail: true }),
  'sign-up': () => pages.signUpPage({ form, byEmail: false, username: '', email: '', signInHref }),
  'sign-up by email': () => pages.signUpPage({ form, byEmail: true, username: '', email: '', signInHref }),
  'sign-up, refused': () =>
    pages.signUpPage({
      form: refusedWith('User already exists'),
      byEmail: false,
      username,
      email: 'ada@example.com',
      signInHref,
    }),
  confirm: () => pages.confirmPage({ form, username, resend: form }),
  'confirm, refused': () => pages.confirmPage({ form: refusedWith('Invalid code.'), username, resend: form }),
  'mfa by app': () => pages.mfaPage({ form, session, method: 'totp' }),
  'mfa by email, refused': () => pages.mfaPage({ form: refusedWith('Invalid code.'), session, method: 'email' }),
  'forgotten password': () => pages.forgotPasswordPage({ form, byEmail: false, signInHref }),
  'reset password': () =>
    pages.resetPasswordPage({ form, username, forgotPasswordHref: '/forgotPassword', signInHref }),
  'new password': () => pages.newPasswordPage({ form, session, username }),
  'new password, refused': () =>
    pages.newPasswordPage({ form: refusedWith('Password not long enough'), session, username }),
  provider: () => pages.providerPage(google),
  'provider, refused': () => pages.providerPage({ ...google, form: refusedWith('This user cannot sign in.') }),
  'provider without users': () =>
    pages.providerPage({ ...google, name: 'AcmeSAML', users: [], loginHint: 'ada@example.com' }),
  account: () =>
    pages.accountPage({
      form,
      username,
      attributes: { sub: '6235d4e4-50b1-70a3-1c2b-0a4d8f4a2f6c', email: 'ada@example.com', 'custom:tenant': 'acme' },
      groups: ['admins', 'ops'],
      sessions: [
        {
          handle: '1',
          signedInAt: new Date('2026-11-21T09:30Z'),
          methods: ['pwd'],
          apps: ['web', 'mobile'],
          isThis: true,
        },
        { handle: '2', signedInAt: new Date('2026-11-20T18:05Z'), methods: ['pwd', 'otp'], apps: [], isThis: false },
      ],
    }),
  'signed out': () => pages.signedOutPage(),
  'start page': () =>
    pages.indexPage({
      clients: [
        { name: 'web', signInHref: '/oauth2/authorize', isMachine: false },
        { name: 'machine', signInHref: undefined, isMachine: true },
      ],
      accountHref: '/account',
      discoveryHref: '/discovery',
      inspectorHref: '/inspector',
    }),
  error: () =>
    pages.errorPage({
      error: 'redirect_mismatch',
      hint: 'Add http://localhost:3000/a/rather/long/callback/path to the callbackUrls of the client "web".',
    }),
};
