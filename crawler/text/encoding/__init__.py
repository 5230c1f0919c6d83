"""Bytes into text: which encoding they are in, judged by what the bytes say."""
