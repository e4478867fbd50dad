import { FakeSandboxStore } from '../fakes/sandbox/store.ts';
import { sandboxHarness } from '../fakes/sandbox/harness.ts';
import { describeProvider } from './provider-contract.ts';

describeProvider('sandbox', () => {
  const store = new FakeSandboxStore();
  const fail = (fault: NonNullable<FakeSandboxStore['fault']>) => () => {
    store.fault = fault;
  };
  const faults = {
    'reset before': fail('before'),
    'reset after': fail('after'),
    unreachable: fail('always'),
  };
  return sandboxHarness(store, faults, () => Promise.resolve());
});
