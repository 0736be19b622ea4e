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
		return '^-?[0-9]+( *[hH:] *([0-5][0-9])?)?$';
	}

	/** A text that is no time is kept as it is, for the check below: the stock integer would make one second of "1h30". */
	public function MakeRealValue($proposedValue, $oHostObj)
	{
		$sText = is_string($proposedValue) ? trim($proposedValue) : '';
		if (preg_match('/^([-−]?)(\d{1,6})\s*[hH:]\s*([0-5]\d)?$/uD', $sText, $aParts)) {
			return ($aParts[1] === '' ? 1 : -1) * ((int)$aParts[2] * 3600 + (int)($aParts[3] ?? 0) * 60);
		}

		return $sText === '' || is_numeric($sText) ? parent::MakeRealValue($proposedValue, $oHostObj) : $sText;
	}

	public function CheckFormat($value)
	{
		return is_numeric($value);
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
