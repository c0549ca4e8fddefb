import type { Model } from '../model.js';

export const SILERO_VAD: Model = {
  id: 'silero-vad',
  kind: 'vad',
  languages: [],
  findsLanguage: false,
  licence: 'MIT',
  sources: [
    {
      type: 'npm',
      package: '@ricky0123/vad-web',
      version: '0.0.31',
      integrity:
        'sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==',
      sizeBytes: 5_471_324,
      files: [
        {
          from: 'package/dist/silero_vad_v5.onnx',
          to: 'silero_vad_v5_windows.onnx',
          sizeBytes: 2_183_424,
          sha256: '4cdcbe563aa85c173c97046b7a24301d4ca8448e45611d773a35b0eb5767eaa8',
          derive: 'silero_sequence',
        },
      ],
    },
  ],
  settings: { engine: 'silero-vad', model: 'silero_vad_v5_windows.onnx' },
};
