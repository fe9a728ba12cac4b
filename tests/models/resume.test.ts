import { describe, expect, it } from "vitest";
import { CancelledError, OptionError } from "../../src/errors.ts";
import { loadForecaster, registry } from "../../src/models/index.ts";
import { isNetwork, sine, tiny, withCovariates } from "../contract/examples.ts";

const networks = registry.filter(isNetwork).map((definition) => ({ name: definition.name, definition }));
const options = { epochs: 4, dropout: 0.2, numLayers: 2 };

describe.each(networks)("$name", ({ definition }) => {
  const series = [withCovariates()];

  it("saves the same bytes whether or not its training was interrupted", async () => {
    const checkpoints: Uint8Array[] = [];
    const whole = await tiny(definition, options).fit(series, {
      onCheckpoint: (bytes) => void checkpoints.push(bytes),
    });
    for (const resumeFrom of checkpoints) {
      expect((await tiny(definition, options).fit(series, { resumeFrom })).save()).toEqual(whole.save());
    }
  });

  it("does not go on from other data, or for another network", async () => {
    let resumeFrom: Uint8Array | undefined;
    await tiny(definition, options).fit(series, { onCheckpoint: (bytes) => void (resumeFrom ??= bytes) });
    const other = { ...series[0]!, staticCovariates: { age: 1, size: 3 } };
    await expect(tiny(definition, options).fit([other], { resumeFrom })).rejects.toThrow("resumeFrom data: expected");
    const longer = tiny(definition, { ...options, contextLength: 14 });
    await expect(longer.fit(series, { resumeFrom })).rejects.toThrow(OptionError);
  });

  it("can be used and saved when it was cancelled and told to keep what it learned", async () => {
    const controller = new AbortController();
    const fitted = await tiny(definition, { seasonLength: 0, epochs: 25 }).fit([sine()], {
      signal: controller.signal,
      whenCancelled: "keep",
      onProgress: ({ epoch }) => epoch === 2 && controller.abort(),
    });
    expect(fitted.history).toMatchObject({ stoppedBecause: "cancelled" });
    expect(fitted.history!.epochs).toHaveLength(2);
    const loaded = await loadForecaster(fitted.save());
    expect(loaded.predict([sine()])).toEqual(fitted.predict([sine()]));
    const never = tiny(definition).fit([sine()], { signal: AbortSignal.abort(), whenCancelled: "keep" });
    await expect(never).rejects.toThrow(CancelledError);
  });
});
