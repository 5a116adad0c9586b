import {createHmac} from 'node:crypto';

export const PASSWORD = 'a green boat at noon';

/** What the authenticator app shows: RFC 6238, made here by other means. */
export function codeOf(secret, step) {
  const bits = [...secret.replaceAll(' ', '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac.at(-1) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

export const now = () => Math.floor(Date.now() / 30_000);

/** A browser of somebody's own, theirs if they have one, takes an invitation up. `look` is
 * shown the page before and after, each with a name. */
export async function setUp(family, who, invitation, look = async () => {}) {
  who.page ??= await family.newPage();
  await who.page.goto(invitation);
  who.secret = await who.page.locator('.app-key').textContent();
  await look(who.page, `1-invitation-${who.email[0]}`);
  await who.page.getByLabel('Password', {exact: true}).fill(PASSWORD);
  await who.page.getByLabel('The same password again').fill(PASSWORD);
  who.step = now();
  await who.page.getByLabel('The 6-digit code').fill(codeOf(who.secret, who.step));
  await who.page.getByRole('button', {name: 'Set up my account'}).click();
  await who.page.getByText('Your account is ready').first().waitFor();
  who.recovery = await who.page.locator('.app-codes code').first().textContent();
  await look(who.page, `2-ready-${who.email[0]}`);
}
