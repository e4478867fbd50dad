import { expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { exported } from '../../../../src/runner/plugin/exported.ts';
import { defineAction, definePlugin } from '../../../../src/runner/plugin/plugin.ts';

it('the code of an action has the types that its schema gives', () => {
  const plugin = definePlugin({
    pack: 'demo',
    actions: {
      add: defineAction({
        parameters: z.object({ a: z.int(), at: z.string().transform((text) => new Date(text)) }),
        run({ a, at }, { incident }) {
          expectTypeOf(a).toEqualTypeOf<number>();
          expectTypeOf(at).toEqualTypeOf<Date>();
          expectTypeOf(incident).toEqualTypeOf<string | undefined>();
        },
      }),
    },
  });
  expect(exported.parse(plugin).actions.add?.run).toBe(plugin.actions.add?.run);
});
