<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Counted;
use Carnet\TimeBook\Held;
use Carnet\TimeBook\Hours;
use Carnet\TimeBook\Later;
use Carnet\TimeBook\Refusal;
use Combodo\iTop\Application\UI\Base\Component\DataTable\DataTableUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Html\Html;
use Combodo\iTop\Application\UI\Base\Component\Title\TitleUIBlockFactory;
use DBObject;
use DBObjectSearch;
use DBObjectSet;
use Dict;
use iTopWebPage;
use MetaModel;
use utils;

/** The list of held work, ticked and decided in one go. */
final class HeldForm
{
	private const SHOWN = 200;

	/** What was sent, and is shown again where something was missing. @var array<int> */
	private array $aTicked;
	private string $sDecision;
	private string $sReason;
	private int $iContract;

	public function __construct()
	{
		$aSent = utils::ReadPostedParam('entries', null, utils::ENUM_SANITIZATION_FILTER_RAW_DATA);
		$aAsked = explode(',', (string)utils::ReadParam('ids', '', false, utils::ENUM_SANITIZATION_FILTER_RAW_DATA));
		$this->aTicked = array_filter(array_map('intval', is_array($aSent) ? $aSent : $aAsked));
		$this->sDecision = (string)utils::ReadPostedParam('decision', '', utils::ENUM_SANITIZATION_FILTER_RAW_DATA);
		$this->sReason = trim((string)utils::ReadPostedParam('reason', '', utils::ENUM_SANITIZATION_FILTER_RAW_DATA));
		$this->iContract = (int)utils::ReadPostedParam('contract', 0, utils::ENUM_SANITIZATION_FILTER_INTEGER);
	}

	/** @return array{int, array<string>} how many were decided, and what went wrong, in words */
	public function Submit(): array
	{
		$sTransaction = utils::ReadPostedParam('transaction_id', '', utils::ENUM_SANITIZATION_FILTER_TRANSACTION_ID);
		if (!utils::IsTransactionValid($sTransaction, true)) {
			return [0, [Dict::S('UI:Error:ObjectAlreadyUpdated')]];
		}
		$sMissing = $this->Missing();
		if ($sMissing !== '') {
			return [0, [Dict::S($sMissing)]];
		}
		$iDone = 0;
		$aProblems = [];
		foreach ($this->aTicked as $iId) {
			try {
				$this->Decide($iId);
				$iDone++;
			} catch (Refusal $oRefusal) {
				$aProblems[] = Dict::S("TimeBook:Refused:$oRefusal->sReason");
			} catch (Later) {
				$aProblems[] = Dict::S('TimeBook:Refused:later');
			}
		}

		return [$iDone, array_unique($aProblems)];
	}

	private function Missing(): string
	{
		return match (true) {
			$this->aTicked === [] => 'TimeBook:Held:NoneTicked',
			$this->sDecision === 'offer' && $this->sReason === '' => 'TimeBook:Held:NoReason',
			$this->sDecision === 'move' && $this->iContract === 0 => 'TimeBook:Held:NoTarget',
			default => '',
		};
	}

	public function Display(iTopWebPage $oPage): void
	{
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeForPage(Dict::S('TimeBook:Held:Title')));
		$aRows = $this->Rows();
		if ($aRows === []) {
			$oPage->AddUiBlock(new Html('<p class="timebook-sentence">'.self::Word('TimeBook:Held:None').'</p>'));

			return;
		}
		$aColumns = [];
		foreach (['Tick', 'Start', 'Ticket', 'Contract', 'Agent', 'Worked', 'Counts', 'Balance'] as $sColumn) {
			$aColumns[strtolower($sColumn)] = ['label' => Dict::S("TimeBook:Held:Column:$sColumn"), 'description' => ''];
		}
		// On one page: what is ticked on a page that is not shown would not be sent.
		$oTable = DataTableUIBlockFactory::MakeForStaticData('', $aColumns, $aRows, 'timebook_held', [], '', ['pageLength' => -1]);
		$oPage->AddUiBlock(new Html($this->Begin()));
		$oPage->AddUiBlock($oTable);
		$oPage->AddUiBlock(new Html($this->End()));
	}

	/** @throws Refusal|Later */
	private function Decide(int $iId): void
	{
		match ($this->sDecision) {
			'count' => Held::Count($iId),
			'offer' => Held::Offer($iId, $this->sReason),
			'move' => Held::Move($iId, $this->iContract),
			default => throw new Refusal(Refusal::BAD_VALUE),
		};
	}

	/** @return array<array<string, string>> */
	private function Rows(): array
	{
		$oSet = new DBObjectSet(DBObjectSearch::FromOQL("SELECT ContractTimeEntry WHERE state = 'held'"), ['started_at' => true], [], null, self::SHOWN);
		$aRows = [];
		while ($oEntry = $oSet->Fetch()) {
			$aRows[] = $this->Row($oEntry, in_array((int)$oEntry->GetKey(), $this->aTicked, true));
		}

		return $aRows;
	}

	/** @return array<string, string> */
	private function Row(DBObject $oEntry, bool $bTicked): array
	{
		$iId = (int)$oEntry->GetKey();
		$sTick = $bTicked ? ' checked' : '';
		$oContract = MetaModel::GetObject('CustomerContract', (int)$oEntry->Get('contract_id'), false);

		return [
			'tick' => "<input type=\"checkbox\" name=\"entries[]\" value=\"$iId\" aria-label=\"".utils::EscapeHtml($oEntry->GetRawName())."\"$sTick>",
			'start' => $oEntry->GetAsHTML('started_on'),
			'ticket' => $oEntry->GetAsHTML('ticket_id'),
			'contract' => $oEntry->GetAsHTML('contract_id'),
			'agent' => $oEntry->GetAsHTML('agent_id'),
			'worked' => self::Number((int)$oEntry->Get('worked_seconds')),
			'counts' => self::Number(Counted::OfHeld($oEntry)),
			'balance' => $oContract === null ? '' : self::Number((int)$oContract->Get('time_balance')),
		];
	}

	private function Begin(): string
	{
		$sUrl = utils::EscapeHtml(Routes::Held());
		$sTransaction = utils::EscapeHtml(utils::GetNewTransactionId());
		$sIntroduction = self::Word('TimeBook:Held:Introduction');

		return "<form method=\"post\" action=\"$sUrl\"><input type=\"hidden\" name=\"transaction_id\" value=\"$sTransaction\"><p class=\"timebook-sentence\">$sIntroduction</p>";
	}

	private function End(): string
	{
		$sCount = self::Word('TimeBook:Held:Count');
		$sOffer = self::Word('TimeBook:Held:Offer');
		$sMove = self::Word('TimeBook:Held:Move');
		$sReason = self::Word('TimeBook:Held:Reason');
		$sTarget = self::Word('TimeBook:Held:Target');
		$sContracts = $this->ContractOptions();

		return <<<HTML
<div class="timebook-actions">
	<button class="ibo-button ibo-is-regular ibo-is-primary" type="submit" name="decision" value="count">$sCount</button>
</div>
<div class="timebook-actions">
	<input class="ibo-input timebook-spent--comment" type="text" name="reason" maxlength="255" placeholder="$sReason" aria-label="$sReason">
	<button class="ibo-button ibo-is-regular ibo-is-neutral" type="submit" name="decision" value="offer">$sOffer</button>
</div>
<div class="timebook-actions">
	<div class="ibo-input-select-wrapper"><select class="ibo-input ibo-input-select" name="contract" aria-label="$sTarget"><option value="0">$sTarget</option>$sContracts</select></div>
	<button class="ibo-button ibo-is-regular ibo-is-neutral" type="submit" name="decision" value="move">$sMove</button>
</div>
</form>
HTML;
	}

	private function ContractOptions(): string
	{
		$oSet = new DBObjectSet(DBObjectSearch::FromOQL("SELECT CustomerContract WHERE status != 'implementation'"), ['name' => true], [], null, self::SHOWN);
		$sOptions = '';
		while ($oContract = $oSet->Fetch()) {
			$iId = (int)$oContract->GetKey();
			$sOptions .= "<option value=\"$iId\">".utils::EscapeHtml($oContract->GetRawName().' ('.Hours::Text((int)$oContract->Get('time_balance')).')').'</option>';
		}

		return $sOptions;
	}

	private static function Number(int $iSeconds): string
	{
		return '<span class="timebook-number">'.utils::EscapeHtml(Hours::Text($iSeconds)).'</span>';
	}

	private static function Word(string $sKey): string
	{
		return utils::EscapeHtml(Dict::S($sKey));
	}
}
