using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Peers;

/// <summary>Restores the order of arrival of work that a pool of workers finishes in any order.</summary>
/// <typeparam name="TAsked">The work.</typeparam>
/// <typeparam name="TDone">The workers' result.</typeparam>
public sealed class ArrivalOrder<TAsked, TDone>
    where TAsked : class
    where TDone : class
{
    private readonly Queue<(long Number, TAsked Asked)> _order = new();
    private readonly Dictionary<long, TDone> _done = [];
    private long _last;

    /// <summary>The number of arrivals that were not taken yet.</summary>
    public int Count => _order.Count;

    /// <summary>Work arrived. The number stands for it until it is done.</summary>
    public long Arrive(TAsked asked)
    {
        _order.Enqueue((++_last, asked));
        return _last;
    }

    /// <summary>A worker has finished the work of this number.</summary>
    public void Finish(long number, TDone done) => _done.Add(number, done);

    /// <summary>Takes the next result in the order of arrival, if it is finished.</summary>
    public bool TryTake([NotNullWhen(true)] out TAsked? asked, [NotNullWhen(true)] out TDone? done)
    {
        asked = null;
        done = null;
        if (!_order.TryPeek(out var first) || !_done.Remove(first.Number, out done)) return false;
        asked = first.Asked;
        _order.Dequeue();
        return true;
    }
}
