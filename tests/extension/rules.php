<?php

/** Answers questions about the rules, one JSON list on standard input: no iTop is needed. */

use Carnet\TimeBook\Rules\AlertLevels;
use Carnet\TimeBook\Rules\Book;
use Carnet\TimeBook\Rules\BookEntry;
use Carnet\TimeBook\Rules\Choice;
use Carnet\TimeBook\Rules\Contract;
use Carnet\TimeBook\Rules\Counting;
use Carnet\TimeBook\Rules\CountingRule;
use Carnet\TimeBook\Rules\Indicators;
use Carnet\TimeBook\Rules\Provision;
use Carnet\TimeBook\Rules\Recurrence;
use Carnet\TimeBook\Rules\Statement;
use Carnet\TimeBook\Rules\Uid;

error_reporting(E_ALL);
set_error_handler(fn (int $iLevel, string $sMessage) => throw new ErrorException($sMessage));
foreach (glob(__DIR__.'/../../resources/itop/carnet-timebook/src/rules/*.php') as $sFile) {
	require_once $sFile;
}

function rule(array $aRule): CountingRule
{
	return new CountingRule($aRule['rounding'] ?? 0, $aRule['minimum'] ?? 0, $aRule['mode'] ?? 'up', $aRule['per'] ?? 'entry');
}

function book(array $aQuestion): Book
{
	return new Book(
		array_map(fn (array $a) => new Provision(...$a), $aQuestion['provisions']),
		array_map(fn (array $a) => new BookEntry(...$a), $aQuestion['entries'])
	);
}

function answer(array $aQuestion): mixed
{
	return match ($aQuestion['ask']) {
		'entry' => Counting::Entry($aQuestion['worked'], rule($aQuestion['rule']), $aQuestion['factor']),
		'ticket_day' => Counting::TicketDay($aQuestion['worked'], $aQuestion['factor'], $aQuestion['earlier'], rule($aQuestion['rule'])),
		'indicators' => book($aQuestion)->Indicators()->AsArray(),
		'expiries' => array_map(fn (Provision $o) => [$o->sUid, $o->sDay, $o->iSeconds, $o->sKind], book($aQuestion)->ExpiriesDue($aQuestion['today'])),
		'ledger' => array_map('array_values', book($aQuestion)->Ledger()),
		'choice' => choice($aQuestion),
		'recurrence' => array_map('array_values', Recurrence::Due(...$aQuestion['of'])),
		'levels' => AlertLevels::Reached($aQuestion['levels'], Indicators::Of($aQuestion['provisioned'], $aQuestion['consumed'])),
		'statement' => [Statement::CountedOn(...$aQuestion['of']), Statement::IsLate(...$aQuestion['of'])],
		'uid' => [Uid::OfReversal($aQuestion['of']), Uid::OfExpiry($aQuestion['of'], '2026-12-31'), Uid::OfExpiryCorrection($aQuestion['of'], 2)],
		'is_uid' => Uid::Is($aQuestion['of']),
	};
}

function choice(array $aQuestion): array
{
	$aContracts = [];
	foreach ($aQuestion['contracts'] as [$iId, $iOrg, $sStart, $sEnd, $sStatus, $iRank]) {
		$aContracts[$iId] = new Contract($iId, $iOrg, $sStart, $sEnd, $sStatus, $iRank);
	}
	$aDistances = array_column($aQuestion['organizations'], 1, 0);
	$fMatches = fn () => array_map(fn (int $iId) => $aContracts[$iId], $aQuestion['matches']);
	$oChoice = Choice::Of(
		$aQuestion['day'],
		$aContracts[$aQuestion['chosen']] ?? null,
		$aContracts[$aQuestion['ticket_contract']] ?? null,
		$aDistances,
		$fMatches
	);

	return [$oChoice->oContract?->iId ?? 0, $oChoice->sWhy];
}

echo json_encode(array_map('answer', json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR)), JSON_THROW_ON_ERROR);
