import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const URL_MAX_LENGTH = 1024;

/** Addresses that are no server of anybody's: link-local (where clouds serve credentials), unspecified, multicast. */
const NEVER_IPV4 = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['100.100.100.200', 32],
] as const;

const never = new BlockList();
for (const [subnet, prefix] of NEVER_IPV4) {
  // As it is, which counts for ::ffff:0:0/96 too, translated (NAT64, SIIT), and through a tunnel (6to4).
  never.addSubnet(subnet, prefix, 'ipv4');
  never.addSubnet(`64:ff9b::${subnet}`, 96 + prefix, 'ipv6');
  never.addSubnet(`::ffff:0:${subnet}`, 96 + prefix, 'ipv6');
  never.addSubnet(sixToFour(subnet), 16 + prefix, 'ipv6');
}
// NAT64 of a network of one's own: what stands for which IPv4 address, only that network knows.
never.addSubnet('64:ff9b:1::', 48, 'ipv6');
// IPv4 in the old way, in which nobody is: but ::1 is this machine.
never.addAddress('::', 'ipv6');
never.addRange('::2', '::ffff:ffff', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addAddress('fd00:ec2::254', 'ipv6');

/** Machines of one's own: this one, private networks, and the shared range that overlay networks use. */
const near = new BlockList();
near.addSubnet('127.0.0.0', 8, 'ipv4');
near.addSubnet('10.0.0.0', 8, 'ipv4');
near.addSubnet('172.16.0.0', 12, 'ipv4');
near.addSubnet('192.168.0.0', 16, 'ipv4');
near.addSubnet('100.64.0.0', 10, 'ipv4');
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');

/** Names that no public DNS has: one label, such as a service of Compose, and those kept for private networks. */
const NEAR_NAME = /^[^.]+$|\.(localhost|local|internal|lan|home\.arpa|svc|svc\.cluster\.local)$/;

const METADATA_NAME = /^metadata(\.google\.internal|\.goog)?$/;

export const BASE_URL_RULE =
  'base_url must be an https:// address, or an http:// one on this machine or a private network (docs/providers.md), without user, query or fragment';

/**
 * Whether a provider may be there: `https` anywhere; `http`, over which the key goes in clear, only on this machine and
 * on private networks; never an address at which clouds serve credentials. A server on this machine is meant to be
 * possible, so this is no wall between whoever stores keys and the network of the workers.
 */
export function isAllowedBaseUrl(text: string): boolean {
  if (text.length > URL_MAX_LENGTH || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username || url.password || /[?#\s]/.test(text)) return false;
  const host = hostOf(url);
  if (isIn(never, host) || METADATA_NAME.test(host)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isNear(host));
}

/** The addresses behind a name; none when nobody knows it. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Whether its name leads to an address that is never allowed, such as `instance-data` on some clouds: to be asked where
 * the key is about to be used, for only there the name means what it means. With `https` whoever answers proves to have the
 * name, before the key is sent.
 */
export async function leadsAstray(baseUrl: string, resolve: Resolve = addressesOf): Promise<boolean> {
  const url = new URL(baseUrl);
  if (url.protocol === 'https:') return false;
  return (await resolve(hostOf(url))).some((address) => isIn(never, address));
}

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function sixToFour(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `2002:${(256 * a + b).toString(16)}:${(256 * c + d).toString(16)}::`;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** As it is stored: paths are added to it. */
export function normalBaseUrl(text: string): string {
  return new URL(text).href.replace(/\/+$/, '');
}

function isNear(host: string): boolean {
  return isIP(host) === 0 ? NEAR_NAME.test(host) : isIn(near, host);
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
