<?php

namespace Carnet\TimeBook\Console;

use Dict;
use utils;

/** Consumption in figures and picture, for console and portal alike. Well-formed XML: portal forms parse it. */
class Bar
{
	private const ALMOST = 80;

	public static function Html(int $iPercent): string
	{
		$iWidth = max(0, min(100, $iPercent));
		$sLevel = match (true) {
			$iPercent > 100 => 'over',
			$iPercent >= self::ALMOST => 'almost',
			default => 'within',
		};
		$sFigure = utils::EscapeHtml(Dict::Format('TimeBook:Percent', $iPercent));

		return <<<HTML
<span class="timebook-consumed"><span class="timebook-bar timebook-bar--{$sLevel}" role="img" aria-label="{$sFigure}"><span class="timebook-bar--part" style="width: {$iWidth}%">&#8203;</span></span><span class="timebook-figure">{$sFigure}</span></span>
HTML;
	}
}
