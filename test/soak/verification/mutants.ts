/** Planted defects of the reference backend, each of which verify must turn red for; and random ones, for information. */
import { SeededRandom } from '#engine/seeded-random.ts';
import { MOMENTS } from '#test/mutation/moments.ts';
import type { MomentId } from '#test/mutation/moments.ts';
import { planOf } from '#test/mutation/mutant-plan.ts';
import { PLANTED_DEFECTS } from '#test/mutation/planted-defects.ts';
import { judged, spokenVerdict } from '#test/mutation/judged-defect.ts';
import { randomMutants } from '#test/mutation/random-mutants.ts';
import { runMutants } from '#test/mutation/run-mutants.ts';
import type { Proof, SoakReport } from '../soak-report.ts';

const SEED = 5;
const SAMPLE_MIN = 12;
const RANDOM = 40;
const KILLED_SHARE_MIN = 0.95;

export const mutants: Proof = {
  what: `${PLANTED_DEFECTS.length} planted defects of the backend, at least ${KILLED_SHARE_MIN * 100} % caught by verify; ${RANDOM} random ones, reported`,
  prove: proveDetection,
};

async function proveDetection(share: number): Promise<SoakReport> {
  const sample = sampled(share);
  const sound = {
    id: 'sound',
    file: sample[0]!.file,
    offset: 0,
    from: '',
    to: '',
    moments: Object.keys(MOMENTS) as MomentId[],
  };
  const random = randomMutants(Math.round(RANDOM * share), SEED);
  const [ofSound, ...verdicts] = await runMutants([sound, ...sample.map(planOf), ...random]);
  const planted = sample.map((defect, index) => judged(defect, verdicts[index]!));
  const ofRandom = verdicts.slice(sample.length);
  const caught = planted.filter(({ verdict }) => verdict.kind !== 'survived');
  const survivors = ofRandom.filter(({ kind }) => kind === 'survived');
  const percent = Math.floor((caught.length / planted.length) * 1000) / 10;
  const isTooFew = share === 1 && caught.length < planted.length * KILLED_SHARE_MIN;
  return {
    lines: [
      ...planted.map(({ line }) => line),
      `${caught.length} of ${planted.length} planted defects caught, ${percent} %`,
      `${ofRandom.length - survivors.length} of ${ofRandom.length} random mutants caught; survived:`,
      ...survivors.map(({ id }) => `    ${id}`),
    ],
    failures: [
      ...(ofSound?.kind === 'survived' ? [] : [`a sound backend: ${spokenVerdict(ofSound!)}`]),
      ...planted.flatMap(({ problem }) => problem ?? []),
      ...(isTooFew ? [`expected ${KILLED_SHARE_MIN * 100} % caught, were ${percent} %`] : []),
    ],
  };
}

/** All of them, or as many as the share asks for, chosen by the seed and kept in order. */
function sampled(share: number): typeof PLANTED_DEFECTS {
  const count = Math.max(SAMPLE_MIN, Math.round(PLANTED_DEFECTS.length * share));
  const random = new SeededRandom(SEED).fork('sample');
  const drawn = PLANTED_DEFECTS.map((defect) => ({ defect, lot: random.nextFloat() }));
  const chosen = new Set(
    drawn
      .toSorted((a, b) => a.lot - b.lot)
      .slice(0, count)
      .map(({ defect }) => defect),
  );
  return PLANTED_DEFECTS.filter((defect) => chosen.has(defect));
}
