"""Human decisions and transcriptions, as data with reasons and sources."""
