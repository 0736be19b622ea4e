<?php

namespace Carnet\TimeBook;

/** A message for the ticket's log that goes with an entry. */
final class LogText
{
	private const LONGEST = 60000;

	private function __construct(public readonly string $sAttribute, public readonly string $sText)
	{
	}

	/** @throws Refusal */
	public static function Of(mixed $data): ?self
	{
		if ($data === null) {
			return null;
		}
		$sText = $data->text ?? '';
		if (!is_object($data) || !is_string($sText) || mb_strlen($sText) > self::LONGEST) {
			throw new Refusal(Refusal::BAD_VALUE);
		}

		return new self(($data->kind ?? '') === 'public' ? 'public_log' : 'private_log', $sText);
	}
}
