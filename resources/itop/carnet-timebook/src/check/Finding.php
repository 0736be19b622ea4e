<?php

namespace Carnet\TimeBook\Check;

use Dict;

/** Something an administrator should know about this installation, with what to do about it in the dictionary. */
final class Finding
{
	/** Something is counted wrongly or not at all until it is mended. */
	public const PROBLEM = 'problem';
	/** It works, and probably not as meant. */
	public const WARNING = 'warning';

	/** @param array<string|int> $aArguments for the dictionary's words */
	private function __construct(public readonly string $sLevel, public readonly string $sWhat, private readonly array $aArguments)
	{
	}

	public static function Problem(string $sWhat, string|int ...$aArguments): self
	{
		return new self(self::PROBLEM, $sWhat, $aArguments);
	}

	public static function Warning(string $sWhat, string|int ...$aArguments): self
	{
		return new self(self::WARNING, $sWhat, $aArguments);
	}

	public function Words(): string
	{
		return Dict::Format("TimeBook:Check:$this->sWhat", ...$this->aArguments);
	}
}
