<?php

namespace Carnet\TimeBook\Portal;

use Carnet\TimeBook\Zone;
use CustomerContract;
use Dict;
use UserRights;

/** A contract's entries as CSV, for a spreadsheet: h:mm, a separator that the reader's language expects, no formulas. */
final class Statement
{
	public static function Csv(CustomerContract $oContract): string
	{
		$oData = ContractData::Of($oContract);
		$bWorked = ContractData::ShowsWorked();
		$aHeads = ['TimeBook:Portal:Date', 'TimeBook:Portal:Request', 'TimeBook:Portal:Title', 'TimeBook:Portal:Counted'];
		$aLines = [array_map(Dict::S(...), [...$aHeads, ...($bWorked ? ['TimeBook:Portal:Worked'] : []), 'TimeBook:Activity', 'TimeBook:Portal:Comment'])];
		foreach ($oData->aTickets as $aTicket) {
			foreach ($aTicket['entries'] as $aEntry) {
				$aLines[] = [
					Zone::StoredDay($aEntry['started_on']), $aTicket['ref'], $aTicket['title'], self::Clock((int)$aEntry['counted_seconds']),
					...($bWorked ? [self::Clock((int)$aEntry['worked_seconds'])] : []), (string)$aEntry['activity'], (string)$aEntry['public_comment'],
				];
			}
		}
		if ($oData->iOtherTickets > 0) {
			$aLines[] = [
				'', Dict::S('TimeBook:Portal:Others'), '', self::Clock($oData->iOthersCounted),
				...($bWorked ? [self::Clock($oData->iOthersWorked)] : []), '', '',
			];
		}

		return self::Written($aLines);
	}

	/** @param array<array<string>> $aLines */
	private static function Written(array $aLines): string
	{
		$sSeparator = str_starts_with(UserRights::GetUserLanguage(), 'FR') ? ';' : ',';
		$rFile = fopen('php://temp', 'r+');
		foreach ($aLines as $aLine) {
			fputcsv($rFile, array_map(self::Harmless(...), $aLine), $sSeparator, '"', '');
		}
		rewind($rFile);

		return "\u{FEFF}".stream_get_contents($rFile);
	}

	/** A spreadsheet would run a text that begins like a formula. */
	private static function Harmless(string $sText): string
	{
		return preg_match('/^[=+\-@\t\r]/', $sText) ? "'$sText" : $sText;
	}

	private static function Clock(int $iSeconds): string
	{
		$iMinutes = intdiv(abs($iSeconds), 60);

		return sprintf('%s%d:%02d', $iSeconds < 0 ? '-' : '', intdiv($iMinutes, 60), $iMinutes % 60);
	}
}
