/**
 * The containers that FFmpeg may find in a recording, by demuxer name. Everything else stays closed: playlists and
 * manifests (hls, dash, concat, sdp), image sequences, subtitles and text art are no recordings, and some of them
 * make FFmpeg open what they name.
 */
export const CONTAINERS = [
  'aac',
  'ac3',
  'aiff',
  'amr',
  'ape',
  'asf',
  'au',
  'avi',
  'caf',
  'dts',
  'eac3',
  'flac',
  'flv',
  'loas',
  'matroska',
  'mov',
  'mp3',
  'mpeg',
  'mpegts',
  'ogg',
  'tta',
  'w64',
  'wav',
  'wv',
] as const;

/** The codecs that are decoded, by FFmpeg's decoder name. No video: its parameters are of no interest here. */
export const CODECS: ReadonlySet<string> = new Set(
  `aac aac_latm ac3 alac amrnb amrwb ape dca eac3 flac mlp truehd mp1 mp1float mp2 mp2float mp3
  mp3float nellymoser tta wavpack opus libopus vorbis libvorbis speex libspeex wmav1 wmav2 wmapro
  wmalossless wmavoice gsm gsm_ms g722 g723_1 g726 g726le g729 truespeech adpcm_ima_qt adpcm_ima_wav
  adpcm_ms adpcm_swf adpcm_yamaha pcm_alaw pcm_mulaw pcm_s8 pcm_u8 pcm_bluray pcm_dvd pcm_s16be
  pcm_s16le pcm_u16be pcm_u16le pcm_s24be pcm_s24le pcm_u24be pcm_u24le pcm_s32be pcm_s32le pcm_u32be
  pcm_u32le pcm_s64be pcm_s64le pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_s16le_planar
  pcm_s24le_planar`.split(/\s+/),
);
