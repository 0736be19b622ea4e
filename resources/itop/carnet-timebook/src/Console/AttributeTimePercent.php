<?php

use Carnet\TimeBook\Console\Bar;

/** Percent consumed: the true figure, which may exceed 100, and a bar. The stock percentage stops at 100 and shows " %" for none. */
class AttributeTimePercent extends AttributeInteger
{
	public function GetAsHTML($sValue, $oHostObject = null, $bLocalize = true)
	{
		return is_numeric($sValue) ? Bar::Html((int)$sValue) : '';
	}
}
