import { DefaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

/** Stands for an argument in an encoding that nobody here reads. */
export class Unreadable {
  readonly message = 'its argument is in an encoding that cannot be read; send JSON';
}

const standard = new DefaultPayloadConverter();

const read: PayloadConverter['fromPayload'] = (payload, context, hint) => {
  try {
    return standard.fromPayload(payload, context, hint);
  } catch {
    return new Unreadable() as never;
  }
};

/**
 * Reads payloads as Temporal's own converter does. A payload that it cannot read, such as one that somebody sent by
 * hand in another encoding, comes as {@link Unreadable}: thrown, it would stop the workflow until somebody reset it.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => standard.toPayload(value, context, hint),
  fromPayload: read,
};
