/** Its own declarations import without extensions, which `nodenext` does not resolve: the part that specs use. */
declare module 'media-captions' {
  export interface VTTCue {
    readonly startTime: number;
    readonly endTime: number;
    readonly text: string;
  }

  export function parseText(
    text: string,
    options: { readonly type: 'srt' | 'vtt'; readonly strict: boolean; readonly errors: boolean },
  ): Promise<{ readonly cues: VTTCue[]; readonly errors: readonly Error[] }>;

  export function tokenizeVTTCue(cue: VTTCue): { readonly type: string; readonly data: string }[];
}
