/**
 * Whisper hears 30 s at a time and pads a shorter segment by 10 s of silence: long segments cost least. sherpa-onnx
 * cuts off what is over 29.5 s.
 */
export const WHISPER_SEGMENT_SECONDS = 28;

/** For models whose quality over the length of a segment was not measured here. All of them take 30 s. */
export const UNMEASURED_SEGMENT_SECONDS = 20;
