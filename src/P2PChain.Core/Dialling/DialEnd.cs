namespace P2PChain.Core.Dialling;

/// <summary>The end of a dial to a found address, before its handshake was done.</summary>
public enum DialEnd
{
    /// <summary>No node of this network answered.</summary>
    Failed,

    /// <summary>A node of this network is there. The dial was made only in order to see that.</summary>
    Seen,

    /// <summary>A node of this network is there and refuses this one: it is connected already, or full.</summary>
    Refused,

    /// <summary>This node itself is there.</summary>
    Ourselves,

    /// <summary>It was not dialled: a person named that address too, or banned it.</summary>
    Named,
}
