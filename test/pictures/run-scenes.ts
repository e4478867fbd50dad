import type { Action } from '../../src/action/action.ts';
import { fieldsOf } from '../../src/action/parameter-fields.ts';
import { atStep, orderedRun, type Run } from '../../src/action/run.ts';
import { incidentCard } from '../../src/chat/card.ts';
import { runNeeds, withFormButton } from '../../src/chat/run-answers.ts';
import { runCard } from '../../src/chat/run-card.ts';
import { runNotice } from '../../src/chat/run-notice.ts';
import { runbookListing } from '../../src/chat/runbook-listing.ts';
import type { Message } from '../../src/chat/message.ts';
import { runForm } from '../../src/command/run-form.ts';
import { actionOf, aliasOf, endedOf, orderOf, runningOf } from '../unit/chat/action-fixture.ts';
import { BEN, MINUTE } from '../unit/incident/fixture.ts';
import { acknowledged, LINKS, viewOf } from './incident.ts';
import { everywhere, type Scene, type Shown } from './scene.ts';
import { ANSWER_WAYS, cardWays, FORM_WAYS, NOTICE_WAYS } from './ways.ts';

const PAGE = 'https://muster.example.com/runs/RUN-7';

const SCALE: Action = actionOf('shop.scale', {
  description: 'Sets how many instances of a service run',
  parameters: {
    service: { type: 'string', required: true, description: 'Which service' },
    size: { type: 'integer', required: true, description: 'How many instances', minimum: 1, maximum: 20 },
    drain: { type: 'boolean', default: true, description: 'Whether connections are drained first' },
  },
});
const ORDER = orderOf({
  action: SCALE.ref,
  alias: SCALE.ref,
  parameters: { service: 'checkout', size: 6, drain: true },
  incident: 'INC-7',
});
const ALIAS = aliasOf(SCALE.ref, ['scale {{service}} to {{size}}']);

const same = (message: Message): Scene['shown'] => everywhere<Shown>({ kind: 'message', message });
const alone = (message: Message): Scene['shown'] => everywhere<Shown>({ kind: 'private', message });
const card = (run: Run, approvers = [BEN]): Message =>
  runCard(run, { action: SCALE, alias: ALIAS, platform: '', approvers, page: PAGE, redact: (text) => text });

function awaited(): Message {
  const approval = { people: [BEN.id], withinMs: 30 * MINUTE };
  return card(orderedRun({ ...ORDER, plan: { ...ORDER.plan, approval } }));
}

function ofSteps(): Message {
  const drained = {
    place: '1',
    task: 'drain',
    action: 'shop.drain',
    status: 'succeeded',
    attempts: 1,
  } as const;
  const resized = {
    place: '2',
    task: 'resize',
    action: 'aws.resize',
    status: 'running',
    attempts: 2,
  } as const;
  return card([drained, resized].reduce(atStep, runningOf(ORDER)));
}

const stdout = 'connections drained\ncheckout: 6 of 6 instances are healthy\n';
const succeeded = (): Message =>
  card(
    endedOf(ORDER, { status: 'succeeded', result: { stdout, stderr: '', return_code: 0, succeeded: true } }),
  );

function failedNotice(): Message {
  const run = endedOf(ORDER, {
    status: 'failed',
    failure: { code: 'exit_status', message: 'It ended with exit status 3.' },
    result: { stdout: '', stderr: 'eu-west-1b has no capacity\n', return_code: 3, succeeded: false },
  });
  return runNotice(run, { data: { zone: 'eu-west-1b' } }, { page: PAGE });
}

const SAID = new Map([['service', 'checkout']]);

function needed(): Message {
  const missing = ['size'];
  const message = runNeeds({ action: SCALE, alias: ALIAS, problems: [], missing, typed: 'scale checkout' });
  return withFormButton(message, '0123456789abcdef');
}

const form = (): Scene['shown'] =>
  everywhere<Shown>({
    kind: 'form',
    modal: runForm('Run scale', fieldsOf(SCALE.parameters, SAID), ['size'], { asked: '0123456789abcdef' }),
  });

const RUNBOOKS = [
  { name: 'restart', title: 'Restart checkout', nth: 0 },
  { name: 'scale-out', title: 'Scale out', nth: 0 },
  { name: 'freeze', title: 'Freeze deployments', nth: 1 },
  { name: 'failover', title: 'Fail over to EU', nth: 0 },
] as const;

const withRunbooks = (): Message => incidentCard({ ...viewOf(acknowledged()), runbooks: RUNBOOKS }, LINKS);

function listed(): Message {
  const about = ['restarts it, one instance after the other', SCALE.description, '', 'moves all traffic'];
  const actions = ['shop.restart', SCALE.ref, 'deploy.freeze', 'dns.failover'];
  return runbookListing(
    viewOf(acknowledged()),
    RUNBOOKS.map((one, n) => ({
      ...one,
      action: actions[n] ?? '',
      description: about[n] ?? '',
      waits: one.name === 'failover',
    })),
  );
}

/** What is seen of runs of actions, and of runbooks. */
export const RUN_SCENES: readonly Scene[] = [
  {
    id: 'run-awaited',
    title: 'Card of a run that waits for approval',
    about:
      'Posted where the run was ordered: below the message that ordered it, where there is one. Whoever may approve is mentioned and asked directly as well, and decides by its buttons.',
    shown: same(awaited()),
    ways: cardWays('Posts once'),
  },
  {
    id: 'run-running',
    title: 'Card of a run',
    about:
      'It is edited as the run goes on; of a chain it shows each step. What is printed stands in its thread.',
    shown: same(ofSteps()),
    ways: cardWays('Edits'),
  },
  {
    id: 'run-succeeded',
    title: 'Card of a run that has ended',
    about:
      'How it ended, how long it took and what came of it, in the words of the alias where that has some.',
    shown: same(succeeded()),
    ways: cardWays('Edits'),
  },
  {
    id: 'run-notice',
    title: 'Notice of a run',
    about:
      'By `notify` of an action, to the routes that it names: that a run has ended, in its words or in Muster’s own. Each route is told once.',
    shown: same(failedNotice()),
    ways: NOTICE_WAYS,
  },
  {
    id: 'run-needed',
    title: 'What a run still needs',
    about:
      'To `!scale checkout` and to a mention: no platform lets a form be opened upon a message, so that a button opens it. After `/im run scale checkout` the form opens at once.',
    shown: alone(needed()),
    ways: ANSWER_WAYS,
  },
  {
    id: 'run-form',
    title: 'Form of a run',
    about: 'What is missing comes first; what was said and what stands by default is filled in.',
    shown: form(),
    ways: FORM_WAYS,
  },
  {
    id: 'card-runbooks',
    title: 'Card of an incident with runbooks',
    about:
      'Those that are bound to its service and severity stand on its card: the first three as buttons, more in a menu. What was shown once is run once.',
    shown: same(withRunbooks()),
    ways: cardWays('Edits'),
  },
  {
    id: 'runbooks',
    title: 'Runbooks of an incident',
    about: 'By `/im runbooks`: all that the reader may run for the incident as it stands.',
    shown: alone(listed()),
    ways: ANSWER_WAYS,
  },
];
