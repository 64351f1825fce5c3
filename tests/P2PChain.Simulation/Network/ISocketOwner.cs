namespace P2PChain.Simulation.Network;

/// <summary>Who is told what happens to a socket.</summary>
public interface ISocketOwner
{
    /// <summary>There is something to read, or the other side's end.</summary>
    void OnReadable();

    /// <summary>The connection is gone; what was under way is lost.</summary>
    void OnReset();
}
