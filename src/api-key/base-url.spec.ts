import { describe, expect, it } from 'vitest';
import { isAllowedBaseUrl, leadsAstray, normalBaseUrl } from './base-url.js';

describe('the base URL of a provider', () => {
  it.each([
    'https://api.openai.com/v1',
    'https://api.groq.com/openai/v1/',
    'https://192.0.2.7:8443',
    'https://169.example.org/v1',
    'https://[2606:4700::1111]/v1',
    'https://[64:ff9b::192.0.2.7]/v1',
    'https://[2002:c000:207::1]/v1',
    'https://[::1]/v1',
  ])('may be anywhere with https: %s', (url) => expect(isAllowedBaseUrl(url)).toBe(true));

  it.each([
    'http://localhost:8000',
    'http://127.0.0.1:8000/v1',
    'http://[::1]:8000/v1',
    'http://10.1.2.3/v1',
    'http://172.31.0.9/v1',
    'http://192.168.1.20:9000/v1',
    'http://100.64.0.5/v1',
    'http://[fd12:3456::1]/v1',
    'http://speaches:8000/v1',
    'http://gpu-box.local/v1',
    'http://whisper.default.svc.cluster.local/v1',
    'http://host.docker.internal:8000/v1',
  ])('may be on this machine or a private network with http: %s', (url) =>
    expect(isAllowedBaseUrl(url)).toBe(true),
  );

  it.each([
    'http://api.openai.com/v1',
    'http://8.8.8.8/v1',
    'http://172.32.0.1/v1',
    'http://[2001:db8::1]/v1',
  ])('may not be reached in clear across the internet: %s', (url) =>
    expect(isAllowedBaseUrl(url)).toBe(false),
  );

  it.each([
    'http://169.254.169.254/latest',
    'https://169.254.169.254/latest',
    'http://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::169.254.169.254]/',
    'https://[::a9fe:a9fe]/',
    'https://[::2]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[64:ff9b::100.100.100.200]/',
    'https://[64:ff9b:1::a9fe:a9fe]/',
    'https://[64:ff9b:1:a9fe:a9:fe00::]/',
    'https://[::ffff:0:169.254.169.254]/',
    'https://[2002:a9fe:a9fe::]/',
    'https://[2002:a9fe:a9fe::1]/',
    'https://[2002:6464:64c8:1::1]/',
    'https://[2002:e000:1::]/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'https://metadata.google.internal/v1',
    'http://Metadata.Google.Internal./v1',
    'http://metadata/v1',
    'http://0.0.0.0:8000',
    'http://[::]:8000',
    'http://0/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('is no address at which clouds serve credentials, and none of nobody: %s', (url) =>
    expect(isAllowedBaseUrl(url)).toBe(false),
  );

  it.each([
    'ftp://localhost/v1',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'localhost:8000',
    '/v1',
    '',
    'https://user:pass@api.openai.com/v1',
    'https://api.openai.com/v1?key=1',
    'https://api.openai.com/v1#x',
    'https://api.openai.com/v1 x',
    `https://api.openai.com/${'x'.repeat(1024)}`,
  ])('is an http or https address and nothing more: %s', (url) => expect(isAllowedBaseUrl(url)).toBe(false));

  it('leads astray by a name that stands for such an address, unless the server has to prove its name', async () => {
    const behind = (addresses: string[]) => () => Promise.resolve(addresses);
    expect(await leadsAstray('http://instance-data/v1', behind(['10.0.0.1', '169.254.169.254']))).toBe(true);
    expect(await leadsAstray('http://gpu-box.local/v1', behind(['fe80::1%eth0']))).toBe(true);
    expect(await leadsAstray('http://gpu-box.local/v1', behind(['64:ff9b::a9fe:a9fe']))).toBe(true);
    expect(await leadsAstray('http://gpu-box.local/v1', behind(['192.168.1.20']))).toBe(false);
    expect(await leadsAstray('https://api.example.org/v1', behind(['169.254.169.254']))).toBe(false);
    expect(await leadsAstray('http://[::1]:8000/v1')).toBe(false);
    expect(await leadsAstray('http://nobody.invalid/v1')).toBe(false);
  });

  it('is kept without the slashes at its end', () => {
    expect(normalBaseUrl('https://API.openai.com/v1//')).toBe('https://api.openai.com/v1');
    expect(normalBaseUrl('http://localhost:8000')).toBe('http://localhost:8000');
  });
});
