using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Testing;

/// <summary>
/// A second rule set that no network has. Notes may have 512 characters; a release needs a note; a block holds at most
/// three transactions; a holder may request its item again; the holder of the item <c>pause</c> may not mine.
/// </summary>
public sealed class InventedRuleSet(NetworkParameters network, long version = 2) : IRuleSet
{
    public const int TransactionsMax = 3;

    private readonly RuleSet1 _first = new(network);

    public long Version => version;

    public Violation? CheckForm(TransactionContent content)
    {
        if (content is { Type: TransactionType.Release, Note: null }) return new Violation(Rule.NoteText, "(none)", "a note");
        return content.Note is { Length: > 256 and <= 512 }
            ? _first.CheckForm(content with { Note = content.Note[..256] })
            : _first.CheckForm(content);
    }

    public Violation? CheckForm(Block block) => block.Transactions.Length > TransactionsMax
        ? Violation.Of(Rule.BlockBytes, block.Transactions.Length, TransactionsMax)
        : _first.CheckForm(block);

    public int CountFitting(IEnumerable<Transaction> waiting) => _first.CountFitting(waiting.Take(TransactionsMax));

    public ImmutableArray<ItemId> Items(TransactionContent content) => _first.Items(content);

    public Refusal? Check(TransactionContent content, ICustodyEntries before, BlockMoment at)
    {
        var entry = before.Find(content.Uid);
        var renews = content.Type == TransactionType.Request && entry?.Holder == content.Requester
            && content.Timestamp > entry.Timestamp;
        return renews ? null : _first.Check(content, before, at);
    }

    public ImmutableArray<CustodyEntry> Apply(Transaction transaction, ICustodyEntries before, BlockMoment at) =>
        _first.Apply(transaction, before, at);

    public bool MayMine(PublicKey key, ICustodyEntries? afterParent) =>
        _first.MayMine(key, afterParent) && afterParent?.Find(ItemId.Parse("pause"))?.Holder != key;

    /// <summary>The rule sets of a network that changes to this set at a height.</summary>
    public static RuleSchedule From(long height, NetworkParameters? network = null) =>
        new(network ?? NetworkParameters.Demo, UpgradeAt(height));

    /// <summary>The upgrade to this set.</summary>
    public static Upgrade UpgradeAt(long height) => new(height, network => new InventedRuleSet(network));
}
