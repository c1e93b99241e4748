/** Findings of `npm run fuzz`, and tokens that another verifier accepts, one entry each, as printed. */
import { createVerifier, type PoolOptions } from '@cognito-guard/core';
import type { TestJwk } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../support/outcome.ts';

interface Found {
  readonly name: string;
  readonly rules: Pick<PoolOptions, 'clientId' | 'tokenUse'>;
  readonly token: string;
  /** The public keys that its header names. */
  readonly keys: readonly TestJwk[];
  readonly answer: string;
}

/** The time of the clock of `fuzz`. */
const clock = (): number => 1_800_000_000_000;

const found: readonly Found[] = [
  {
    name: 'a second spelling of a signature, which jose accepts',
    rules: { tokenUse: 'access', clientId: null },
    token:
      'eyJraWQiOiJYUGtvRzFvMnFUa0tuejVvZmZ3eGovSG1ZYTAyNUZnVkJkcE16a2cvcVZZPSIsImFsZyI6IlJTMjU2In0.eyJzdWIiOiI0Zjl0ZXN0OGNsaWVudDdpZDZvZjVwb29sNCIsInRva2VuX3VzZSI6ImFjY2VzcyIsInNjb3BlIjoib3JkZXJzL3JlYWQiLCJhdXRoX3RpbWUiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzYwMCwiaWF0IjoxNzk5OTk2NDAwLCJpc3MiOiJodHRwczovL2NvZ25pdG8taWRwLmV1LXdlc3QtMS5hbWF6b25hd3MuY29tL2V1LXdlc3QtMV9UZXN0UG9vbDEiLCJ2ZXJzaW9uIjoyLCJqdGkiOiI1NTRlOWNmMi00OGYyLTQyNjktYjIzYy1mMzRhZTk2ZjI3YWUiLCJjbGllbnRfaWQiOiI0Zjl0ZXN0OGNsaWVudDdpZDZvZjVwb29sNCJ9.J1zQnANo8rC4K8Fxwtb-evt_swjFRFVsrV3UotZHLWmvceip8bA94GA9U-GJ1FYrhXGAogmSmbR7NmfE07czajP08Jo_h-Bk55HCePx6mY6kklOvFhX3JVMLhRFEof0Fknjffu6bO1ck9-W7zCZWbc9jeXKT4u4AXuWpwfuA3Q7HFWcsvQCwJkFqlTfTUXJueRVZtzpKhqqVTWk4mH0dVY4pv9ZjZAwZcdRecKZ_e9n24lu2RKHEd-0CFlbGxGVsJWnZtYC2pq8J_xkZSVIVgNgan2kAPaI8LcFbsnU43Og7lRFIDIX46EEntu099xgu9ASKwcKI6mpO6-2AGq5KSR',
    keys: [
      {
        alg: 'RS256',
        e: 'AQAB',
        kid: 'XPkoG1o2qTkKnz5offwxj/HmYa025FgVBdpMzkg/qVY=',
        kty: 'RSA',
        n: 'rKN9Krb-DMkoFGBYhVZ7kMxrftS5L5dpTi_1my6arWGO0rbzXPe9SsVE2eywL3I5XF4elnc8YlsCH8muyGhupiBVafrceCoEYRv6ElgUg6n-Z-AIR9UrW_EXSDuN84Po9Y4f_tmzycZ6wFQbNjYaIUiko4wJ6RW7w_YEy1jA4LjFzuKVMiMuGcocF55RKzxt_reDq5Hk7ziOhYoBL_DoeVkQRWLzVHwYfVrdJEYVYxjsmXWVt-cN1oR-miB-efkg7wOuU42Cgtk10DqGX3TOlVfMVoVXGjxnCBPOPxccObwqPzGGhGUsdQHxVvh0xGbj2S-raZ30FRk0QwcCGHZYeQ',
        use: 'sig',
      },
    ],
    answer: '401 malformed_token',
  },
  {
    name: 'where any client is accepted, an aud with another client than the token’s own',
    rules: { tokenUse: 'access', clientId: null },
    token:
      'eyJraWQiOiJ4dHltYWtLR2RUZ2l2SStnNjhrNVlHaG9QeHBSeUxFWHU3MkhFenRJbytjPSIsImFsZyI6IlJTMjU2In0.eyJzdWIiOiJkMTIyNjA4NC00YzUxLTRlM2ItYWRhOC0wZDcyNzJkZGQzZjciLCJjb2duaXRvOmdyb3VwcyI6WyJhZG1pbnMiXSwiaXNzIjoiaHR0cHM6Ly9jb2duaXRvLWlkcC5ldS13ZXN0LTEuYW1hem9uYXdzLmNvbS9ldS13ZXN0LTFfVGVzdFBvb2wxIiwidmVyc2lvbiI6Miwib3JpZ2luX2p0aSI6ImMzYjU2YmNmLTcyODctNDFiZS04YjhiLTBkZTc0N2M1OTUxYSIsImV2ZW50X2lkIjoiNzA5OTcyOWItMWUwZC00MjUxLThlMGEtNjUzMmY5YzVkZTBmIiwidG9rZW5fdXNlIjoiYWNjZXNzIiwic2NvcGUiOiJvcmRlcnMvcmVhZCBvcmRlcnMvd3JpdGUiLCJhdXRoX3RpbWUiOjE4MDAwMDAwMDAsImNsaWVudF9pZCI6IjRGOVRFU1Q4Q0xJRU5UN0lENk9GNVBPT0w0IiwiZXhwIjoxODAwMDAzNjAwLCJpYXQiOjE4MDAwMDAwMDAsImp0aSI6Ijk1ZjBhMjJhLWQ5MjktNGNlYi1hYjk3LTgwMzU2NTQ5ZGVlMiIsInVzZXJuYW1lIjoidGVzdC11c2VyIiwiYXVkIjoiNGY5dGVzdDhjbGllbnQ3aWQ2b2Y1cG9vbDQiLCJuYmYiOjE4MDAwMDAwMDB9.RQV2osX94M8w-2EdPsO4AWLROY6_uLrj5DK4Qiry6PWtIvRAD67dowdAMP4SAPM06KQQDpU5jaYck2q8ljP5RhOvSjzsEXAh7bFPrYzn3M_lwkk_vlxK6HrfRMEbkxoKUB9_lw5rKK4rD7JaH3bLiILJwASdGP6H7DNroK1-nP6a9piM9hWhUiWMAzzXNxztCDvalD7XGU9zVywtz-xIl_FVEEaZF3sT45MhB2zWGLdw2NM26fOqhJhzfSZAK76NarRFBgPzmc4Adm83YoBjUeRb1ibszkRODQ8vkBJZQREZlnnlcApovE88KQWnYl5vvMhy6e1C7eeMGRefVQnuQA',
    keys: [
      {
        alg: 'RS256',
        e: 'AQAB',
        kid: 'xtymakKGdTgivI+g68k5YGhoPxpRyLEXu72HEztIo+c=',
        kty: 'RSA',
        n: '7JXusoTGyNJpv3XNSLg10SfW317PoWgnXMDA8FlSc4njGCsaPeg1xg3_0jalX6c_DXbONBhEaZNLytU57lN9N2PBbix90ht2gJXtbs4ObG6RYyMEZrIJdwQFrSPAlBUWA7ZuqOA4tvciqZyqHXAGnCqv-zdF8GqcHl-GwwVw4eOuytWe_jF-RjhovSQHGpKNdwKTYpWMvBla7Zjsrt9AuG_wWQMV9DdydJAsvMqj1bJh_3ed4vZX-1S3PSmBBS0GPszLIbk-VoJGmP0zfYOKuTyhTdM5HCqWu4KYTuBBtEqS6jhojmQr3rzWYGrk-i6_nvpzA4mpy2RG5Yw8DQRiGw',
        use: 'sig',
      },
    ],
    answer: '401 wrong_audience',
  },
];

describe('an earlier finding stays refused', () => {
  test.each(found)('$name', async ({ rules, token, keys, answer }) => {
    const { verify } = createVerifier({
      userPoolId: 'eu-west-1_TestPool1',
      ...rules,
      clock,
      keys: { preload: { keys }, fetch: () => Promise.reject(new Error('no network')) },
    });
    expect(await outcomeOf(verify(token))).toBe(answer);
  });
});
