namespace P2PChain.Core.Sync;

/// <summary>The record of a connection or an address. The last event counts.</summary>
internal sealed class AnswerRecord
{
    /// <summary>Whether it brought headers or bodies that were of use.</summary>
    public bool HasDelivered { get; private set; }

    /// <summary>
    /// The number of the last question that it did not answer, or that led nowhere, counted in such questions of all
    /// peers; 0 if it has delivered since.
    /// </summary>
    public long LastFruitless { get; private set; }

    /// <summary>It brought something.</summary>
    public void OnDelivered() => (HasDelivered, LastFruitless) = (true, 0);

    /// <summary>A question was in vain.</summary>
    public void OnFruitless(long number) => (HasDelivered, LastFruitless) = (false, number);
}
