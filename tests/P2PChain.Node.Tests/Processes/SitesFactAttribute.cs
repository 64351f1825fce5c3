namespace P2PChain.Node.Tests.Processes;

/// <summary>A test that needs network namespaces; where they cannot be made it is told as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SitesFactAttribute : FactAttribute
{
    public SitesFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Sites.CanBeMade) Skip = "Network namespaces need Linux, root and iproute2.";
    }
}
