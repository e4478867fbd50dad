import { bounded, MOST } from '../bounded.ts';

const HOSTS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** @returns the address of the console of the part of AWS to which an ARN belongs, without a slash at its end. */
export function consoleOf(arn: string): string {
  const partition = arn.split(':')[1] ?? '';
  return `https://${(Object.hasOwn(HOSTS, partition) ? HOSTS[partition] : undefined) ?? 'console.aws.amazon.com'}`;
}

/** @returns a text as part of an address; of half a character, which cannot be written there, the sign for an unknown one. */
export function inAddress(text: string): string {
  return encodeURIComponent(bounded(text, MOST.name).replace(/\p{Surrogate}/gu, '\ufffd'));
}
