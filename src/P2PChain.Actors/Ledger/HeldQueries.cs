using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.LookupProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Answers questions about the holders of the present and of the past.</summary>
/// <param name="view">The ledger.</param>
/// <param name="items">The items of the view.</param>
/// <param name="archive">The earlier blocks.</param>
internal sealed class HeldQueries(LedgerView view, Func<ItemIndex> items, IBlockArchive archive)
{
    /// <summary>The held items.</summary>
    public HeldItems Record(GetHeld ask)
    {
        var last = ask.At is { } at ? at.On(view.Chain) : view.Tip;
        if (last is null) return new HeldItems([], null, view.Tip.Height);
        var all = new HeldItems(Held(last), last.Point, view.Tip.Height);
        return ask.By is { } by ? By(by, all) : all;
    }

    private ImmutableArray<CustodyEntry> Held(HeaderNode last) => last.Height == view.Tip.Height
        ? [.. items().Items.Where(static entry => entry.Holder is not null)]
        : archive.HeldAt(last.Height);

    private static HeldItems By(KeyPrefix by, HeldItems all)
    {
        ImmutableArray<CustodyEntry> held = [.. all.Items.Where(entry => by.Fits(entry.Holder!))];
        var holders = held.Select(static entry => entry.Holder!).Distinct().Take(2).ToList();
        return holders.Count > 1
            ? all with { Items = [], IsAmbiguous = true }
            : all with { Items = held, By = holders.FirstOrDefault() ?? by.Whole };
    }
}
