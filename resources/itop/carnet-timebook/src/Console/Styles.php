<?php

namespace Carnet\TimeBook\Console;

use iBackofficeLinkedStylesheetsExtension;
use utils;

/** The few styles that iTop has none of: the bar, and signed columns. */
class Styles implements iBackofficeLinkedStylesheetsExtension
{
	public function GetLinkedStylesheetsAbsUrls(): array
	{
		return [self::Url()];
	}

	public static function Url(): string
	{
		return utils::GetAbsoluteUrlModulesRoot().'carnet-timebook/css/time-book.css';
	}
}
