/** Writes the generated pages of docs/: `node test/docs/write-pages.ts`. */
import { writeFileSync } from 'node:fs';
import { GENERATED_PAGES, pageUrl } from './generated-pages.ts';

for (const page of GENERATED_PAGES) writeFileSync(pageUrl(page), page.render());
