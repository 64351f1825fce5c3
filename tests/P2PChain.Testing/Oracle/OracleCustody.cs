using System.Collections.Immutable;

namespace P2PChain.Testing.Oracle;

/// <summary>Who holds what. A value: applying a transaction gives another one, so nothing is ever undone.</summary>
public sealed record OracleCustody
{
    public static OracleCustody Nothing { get; } = new();

    /// <summary>Every item ever seen, by uid.</summary>
    public ImmutableDictionary<string, OracleItem> Items { get; init; } = ImmutableDictionary<string, OracleItem>.Empty;

    /// <summary>Every transaction applied, by txid, with the height of its block.</summary>
    public ImmutableDictionary<string, long> Heights { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>What happened to each item, by uid, oldest first.</summary>
    public ImmutableDictionary<string, ImmutableList<OracleMove>> History { get; init; } =
        ImmutableDictionary<string, ImmutableList<OracleMove>>.Empty;

    public string Root => OracleTrees.CustodyRoot(Items.Values);

    /// <summary>The first reason that holds, in the order given to people; null when it may be applied.</summary>
    public OracleRefusal? Refusal(OracleTransaction transaction, OracleParameters parameters)
    {
        var item = Items.GetValueOrDefault(transaction.Uid);
        OracleRefusal Because(string reason) => new(reason, item?.Since, item?.Holder);

        if (Heights.TryGetValue(transaction.Txid, out var height))
            return new OracleRefusal(OracleRule.Known, height, item?.Holder);
        if (transaction.Type == OracleTransaction.Request && item?.Holder is not null)
            return Because(OracleRule.HeldBy);
        if (transaction.Type == OracleTransaction.Release && item?.Holder is null)
            return Because(OracleRule.NotHeld);
        var maySign = item?.Holder is not { } holder || MayRelease(transaction.Requester, holder, parameters);
        if (transaction.Type == OracleTransaction.Release && !maySign)
            return Because(OracleRule.NotHolder);
        return item is not null && transaction.Timestamp <= item.Timestamp ? Because(OracleRule.Stale) : null;
    }

    /// <summary>The state after the transaction, whether it was allowed or not.</summary>
    public OracleCustody With(OracleTransaction transaction, long height)
    {
        var uid = transaction.Uid;
        var holder = transaction.Type == OracleTransaction.Request ? transaction.Requester : null;
        var item = new OracleItem(uid, holder, height, transaction.Timestamp, transaction.Txid);
        var history = History.GetValueOrDefault(uid, []).Add(new OracleMove(height, transaction));
        return new OracleCustody
        {
            Items = Items.SetItem(uid, item),
            Heights = Heights.SetItem(item.Txid, height),
            History = History.SetItem(uid, history),
        };
    }

    private static bool MayRelease(string requester, string holder, OracleParameters parameters) =>
        parameters.ReleasePolicy switch
        {
            "anyone" => true,
            "holder" => requester == holder,
            _ => requester == holder || parameters.Stewards.Contains(requester),
        };
}
