// View models of the desk's pages about signing in and one's own account.
import { form, header, qr, refused } from './desk_samples.mjs';

const account = {
  header, sign_out_form: form, everywhere_form: form,
  rows: [{ key: 'Name', row_value: 'Ada Example', no_actions: true },
    { key: 'Recovery codes', row_value: '7 left',
      action_href: '/desk/account/recovery-codes', action_text: 'Make new codes' }],
};

const app = { header, form, secret: 'MZXW 6YTB OI', qr_html: qr };

const signIn = {
  form: { action: '/desk/sign-in' },
  provider: {
    provider_form: { action: '/desk/sign-in/provider', hidden: [{ name: 'next', value: '/desk' }] },
    provider_button: { text: 'Sign in with NHSmail' },
  },
};

const code = { staff_name: 'Ada Example', form: { action: '/desk/sign-in/provider/code' } };

export const deskAccountCases = {
  'desk, sign in with a provider': ['desk-sign-in', signIn],
  'desk, sign-in with a provider refused': ['desk-sign-in', {
    ...signIn, provider_refused: true,
  }],
  'desk, sign-in with a provider that is down': ['desk-sign-in', {
    ...signIn, provider_down: true,
  }],
  'desk, on to the provider': ['desk-provider-go', {
    provider_href: 'https://login.example.org/authorize?state=a&nonce=b',
  }],
  'desk, code after the provider': ['desk-provider-code', { ...code, has_app: true }],
  'desk, code after the provider wrong': ['desk-provider-code', {
    ...code, has_app: true, ...refused('desk-provider-code', 'code', 'wrong'),
  }],
  'desk, connect an app after the provider': ['desk-provider-code', {
    ...code, connects: true, secret: 'MZXW 6YTB OI', qr_html: qr,
  }],
  'desk, account': ['desk-account', account],
  'desk, account with another password': ['desk-account', {
    ...account, password_changed: true,
  }],
  'desk, change a password': ['desk-password', {
    header, form, staff_email: 'ada@example.org',
  }],
  'desk, password not changed': ['desk-password', {
    header, form, staff_email: 'ada@example.org',
    ...refused('desk-password', 'current_password', 'wrong'),
  }],
  'desk, connect another app': ['desk-authenticator', { ...app, has_app: true }],
  'desk, connect an app': ['desk-authenticator', { ...app, has_no_app: true }],
  'desk, app not connected': ['desk-authenticator', {
    ...app, has_app: true, ...refused('desk-authenticator', 'code', 'over'),
  }],
  'desk, recovery codes': ['desk-recovery-codes', { header, form }],
  'desk, no new recovery codes': ['desk-recovery-codes', {
    header, form, ...refused('desk-recovery-codes', 'current_password', 'too_many'),
  }],
  'desk, new recovery codes': ['desk-new-codes', {
    header, codes: ['ABCDEF-GHJKMN-PQRSTV-WXYZ01', 'ABCDEF-GHJKMN-PQRSTV-WXYZ02'],
  }],
};
