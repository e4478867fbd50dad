import type { PagePerson } from './wire.ts';

const HUES = 6;

/** @returns the same one of six colours for the same person. */
function hue(id: string): number {
  return Array.from(id).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES;
}

/** A person's initials, or Muster's mark. Decoration only: the name stands beside it. */
export function Avatar({ person, isBot = false }: { person: PagePerson; isBot?: boolean }) {
  if (isBot) {
    return (
      <span class="avatar avatar-bot" aria-hidden="true">
        <svg
          viewBox="0 0 24 24"
          width="60%"
          height="60%"
          fill="none"
          stroke="currentColor"
          stroke-width="2.4"
        >
          <path d="M4 19V6l8 7 8-7v13" stroke-linejoin="round" stroke-linecap="round" />
        </svg>
      </span>
    );
  }
  const initials = person.name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
  return (
    <span class={`avatar avatar-${hue(person.id)}`} aria-hidden="true">
      {initials}
    </span>
  );
}
