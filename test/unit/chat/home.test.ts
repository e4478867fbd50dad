import { describe, expect, it } from 'vitest';
import { homeMessage, incidentOption } from '../../../src/chat/home.ts';
import { plain } from '../../../src/chat/text.ts';
import { ANA, BEN, Story } from '../incident/fixture.ts';
import { viewOf } from './fixture.ts';

const pageOf = () => 'https://muster.example/incidents/INC-7';

function shown(home: Parameters<typeof homeMessage>[0]): string {
  const { sections } = homeMessage(home, pageOf);
  return sections.map(({ text = [], footnote = [] }) => `${plain(text)} ${plain(footnote)}`).join('\n');
}

describe('the page that a platform shows of Muster', () => {
  const story = new Story();
  story.does(BEN, { name: 'assign', person: ANA, role: 'commander' });
  const view = viewOf(story);

  it("has one's own incidents first, and says which one commands", () => {
    expect(shown({ reader: ANA.id, mine: [view], others: [], more: 0 })).toContain('you command');
    expect(shown({ reader: BEN.id, mine: [view], others: [], more: 0 })).not.toContain('you command');
    expect(shown({ reader: ANA.id, mine: [], others: [view], more: 3 })).toMatch(
      /You respond to none[^]*INC-7[^]*3 more: \/im list/,
    );
  });

  it('has buttons for what is to be done next', () => {
    const { elements = [] } = homeMessage({ reader: ANA.id, mine: [view], others: [], more: 0 }, pageOf);
    expect(elements.map((one) => (one.kind === 'button' ? one.label : one.placeholder))).toEqual([
      'Declare an incident',
      'Look at an incident',
      'Acknowledge INC-7',
      'Update INC-7',
    ]);
  });

  it('offers no choice of nothing', () => {
    const home = homeMessage({ reader: ANA.id, mine: [], others: [], more: 0 }, pageOf);
    expect(home.elements).toHaveLength(1);
    expect(home.summary).toBe('0 open incidents, 0 of them yours');
  });
});

describe('an incident to be chosen', () => {
  it('has a label that every platform takes', () => {
    const story = new Story();
    story.does(ANA, { name: 'title', title: '🔥'.repeat(90) });
    const { label, value } = incidentOption(viewOf(story));
    expect(label.length).toBeLessThanOrEqual(75);
    expect(label).not.toMatch(/[\uD800-\uDBFF]…$/);
    expect(value).toBe('INC-7');
  });
});
