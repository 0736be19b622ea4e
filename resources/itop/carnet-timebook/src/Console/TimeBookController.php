<?php

namespace Carnet\TimeBook\Console;

use AjaxPage;
use Combodo\iTop\Application\UI\Base\Component\Alert\AlertUIBlockFactory;
use Combodo\iTop\Controller\AbstractController;
use Dict;
use iTopWebPage;
use JsonPage;
use MetaModel;
use SecurityException;
use utils;
use WebPage;

/** The time book's own pages in the console; each asks for the rights that it needs. */
class TimeBookController extends AbstractController
{
	public const ROUTE_NAMESPACE = 'timebook';

	/** What a scope would match. */
	public function OperationScopePreview(): WebPage
	{
		self::Require(Rights::MayWrite('CustomerContract'));
		$oPreview = ScopePreview::Of(
			trim((string)utils::ReadPostedParam('scope', '', utils::ENUM_SANITIZATION_FILTER_RAW_DATA)),
			(int)utils::ReadPostedParam('org', 0, utils::ENUM_SANITIZATION_FILTER_INTEGER),
			max(0, (int)utils::ReadPostedParam('contract', 0, utils::ENUM_SANITIZATION_FILTER_RAW_DATA))
		);

		return self::Answer(['valid' => $oPreview->bValid, 'text' => $oPreview->sText]);
	}

	/** What became of the time typed beside a log. */
	public function OperationTold(): WebPage
	{
		$sClass = utils::ReadParam('class', '', false, utils::ENUM_SANITIZATION_FILTER_CLASS);
		$iId = (int)utils::ReadParam('id', 0, false, utils::ENUM_SANITIZATION_FILTER_INTEGER);

		return self::Answer(['text' => ConsoleEntry::Told($sClass, $iId)]);
	}

	/** The time book of a contract, as a tab of its page. */
	public function OperationContractBook(): WebPage
	{
		self::Require(Rights::MayRead('ContractTimeEntry'));
		$iId = (int)utils::ReadParam('id', 0, false, utils::ENUM_SANITIZATION_FILTER_INTEGER);
		$oContract = MetaModel::GetObject('CustomerContract', $iId, false);
		self::Require($oContract !== null && Rights::MayRead('CustomerContract'));
		$oPage = new AjaxPage('');
		ContractTabs::Book($oContract, $oPage);

		return $oPage;
	}

	/** Work done earlier, or away from a form of the ticket. Null where the answer is a way back to the ticket. */
	public function OperationCountTime(): ?WebPage
	{
		// The page first: it is what says that this is the console.
		$oPage = new iTopWebPage(Dict::S('TimeBook:CountTime'));
		self::Require(TicketPanel::MaySpend());
		$sClass = utils::ReadParam('class', '', false, utils::ENUM_SANITIZATION_FILTER_CLASS);
		$iId = (int)utils::ReadParam('id', 0, false, utils::ENUM_SANITIZATION_FILTER_INTEGER);
		$oTicket = MetaModel::IsValidClass($sClass) ? MetaModel::GetObject($sClass, $iId, false) : null;
		self::Require(TicketPanel::IsFor($oTicket));
		$oForm = new CountTimeForm($oTicket);
		if (utils::ReadPostedParam('transaction_id', '', utils::ENUM_SANITIZATION_FILTER_TRANSACTION_ID) !== '' && $oForm->Submit()) {
			header('Location: '.Routes::Ticket($sClass, $iId));

			return null;
		}
		$oForm->Display($oPage);

		return $oPage;
	}

	/** Held work, and what a Service Manager decides about it. */
	public function OperationHeld(): WebPage
	{
		$oPage = new iTopWebPage(Dict::S('TimeBook:Held:Title'));
		self::Require(Rights::MayWrite('ContractTimeProvision'));
		$oForm = new HeldForm();
		if (utils::ReadPostedParam('transaction_id', '', utils::ENUM_SANITIZATION_FILTER_TRANSACTION_ID) !== '') {
			[$iDone, $aProblems] = $oForm->Submit();
			if ($iDone > 0) {
				$oPage->AddUiBlock(AlertUIBlockFactory::MakeForSuccess(Dict::Format('TimeBook:Held:Done', $iDone)));
			}
			foreach ($aProblems as $sProblem) {
				$oPage->AddUiBlock(AlertUIBlockFactory::MakeForFailure('', utils::EscapeHtml($sProblem)));
			}
		}
		$oForm->Display($oPage);

		return $oPage;
	}

	private static function Answer(array $aData): WebPage
	{
		$oPage = new JsonPage();
		$oPage->SetOutputDataOnly(true);
		$oPage->SetData($aData);

		return $oPage;
	}

	private static function Require(bool $bAllowed): void
	{
		if (!$bAllowed) {
			throw new SecurityException(rtrim(Dict::S('TimeBook:Refused:right_missing'), '.'));
		}
	}
}
