<?php

use Carnet\TimeBook\Hours;

/**
 * Seconds that may be negative: the stock integer refuses '-' in forms, the stock duration everywhere.
 *
 * People read and may write hours and minutes ("-1:30"); REST gives and takes whole seconds.
 */
class AttributeSignedSeconds extends AttributeInteger
{
	public function GetValidationPattern()
	{
		return '^-?[0-9]+(:[0-5][0-9])?$';
	}

	public function MakeRealValue($proposedValue, $oHostObj)
	{
		if (is_string($proposedValue) && preg_match('/^(-?)(\d+):([0-5]\d)$/', trim($proposedValue), $aParts)) {
			return ($aParts[1] === '-' ? -1 : 1) * ((int)$aParts[2] * 3600 + (int)$aParts[3] * 60);
		}

		return parent::MakeRealValue($proposedValue, $oHostObj);
	}

	public function GetEditValue($sValue, $oHostObj = null)
	{
		if (!is_numeric($sValue) || (int)$sValue % 60 !== 0) {
			return (string)$sValue;
		}
		$iMinutes = intdiv(abs((int)$sValue), 60);

		return sprintf('%s%d:%02d', (int)$sValue < 0 ? '-' : '', intdiv($iMinutes, 60), $iMinutes % 60);
	}

	public function GetForJSON($value)
	{
		return (string)$value;
	}

	public function GetAsHTML($sValue, $oHostObject = null, $bLocalize = true)
	{
		return is_numeric($sValue) ? utils::EscapeHtml(Hours::Text((int)$sValue)) : '';
	}
}
