using P2PChain.Core.Chain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

/// <summary>A view and a copy of all that it showed when it was taken.</summary>
internal sealed class TakenView
{
    private readonly LedgerView _view;
    private readonly Content _copy;

    public TakenView(ChainState state)
    {
        _view = state.View;
        _copy = Content.Of(_view);
        Assert.Equal(state.Tip.Hash, _view.Tip.Hash);
        Assert.Equal(state.Pool.Entries, _copy.Entries);
        Assert.Equal(state.Pool.Items.Order(), _copy.Queues.Select(queue => queue.Uid));
    }

    public void IsUnchanged()
    {
        var now = Content.Of(_view);
        Assert.Equal(_copy.Chain, now.Chain);
        Assert.Equal(_copy.Custody, now.Custody);
        Assert.Equal(_copy.Entries, now.Entries);
        Assert.Equal(_copy.Queues, now.Queues);
        Assert.Equal(now.Entries.Count, _view.Pool.Count);
    }

    private sealed record Content(
        IReadOnlyList<Hash256> Chain, string[] Custody, IReadOnlyList<PoolEntry> Entries, IReadOnlyList<(ItemId Uid, string TxIds)> Queues)
    {
        public static Content Of(LedgerView view) => new(
            [.. Enumerable.Range(0, (int)view.Tip.Height + 1).Select(height => view.Chain.AtHeight(height)!.Hash)],
            OracleText.Of(view.Custody),
            [.. view.Pool.Entries],
            [.. view.Pool.Items.Order().Select(
                uid => (uid, string.Join(' ', view.Pool.WaitingFor(uid).Select(waiting => waiting.TxId))))]);
    }
}
