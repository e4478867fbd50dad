/** Where the pictures are kept. */
export const PICTURES = new URL('../../docs/pictures/', import.meta.url);

/** What each of them was drawn of: fingerprints by scene. */
export const DRAWN = new URL('drawn.json', PICTURES);
